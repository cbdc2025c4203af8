"""The extensions, made once and bound to the application in create_app."""

from pathlib import Path

from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from cqtt.database import Base

db = SQLAlchemy(model_class=Base)
babel = Babel()
csrf = CSRFProtect()
login_manager = LoginManager()
login_manager.session_protection = None  # the session lives on the server and ends there
migrate = Migrate(directory=str(Path(__file__).with_name("migrations")), render_as_batch=True)
